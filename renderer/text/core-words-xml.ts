import type { PhraseRow } from './phrasebook.ts';

/** XML 解析器给出的原因；其句末有句点。 */
export const XML_WORDS: Readonly<Record<string, string>> = {
  'there is no element': '没有元素',
  'unexpected end.': '意外结束',
  'unexpected close tag.': '多余的结束标签',
  'weird empty close tag.': '空的结束标签',
  'text data outside of root node.': '根元素之外有文本',
  'document must contain a root element.': '缺少根元素',
  'documents may contain only one root.': '只能有一个根元素',
  'disallowed character.': '不允许的字符',
  'disallowed character in tag name': '标签名中有不允许的字符',
  'disallowed character in tag name.': '标签名中有不允许的字符',
  'disallowed character in attribute name.': '属性名中有不允许的字符',
  'disallowed character in closing tag.': '结束标签中有不允许的字符',
  'disallowed character in processing instruction name.': '处理指令名中有不允许的字符',
  'attribute without value.': '属性没有值',
  'unquoted attribute value.': '属性值没有引号',
  'no whitespace between attributes.': '属性之间没有空格',
  'forward-slash in opening tag not followed by >.': '开始标签中的 / 之后不是 >',
  'malformed comment.': '注释格式错误',
  'malformed character entity.': '字符实体格式错误',
  'empty entity name.': '实体名为空',
  'undefined entity.': '未定义的实体',
  'incorrect syntax.': '语法错误',
  'inappropriately located doctype declaration.': 'DOCTYPE 的位置不对',
  'an XML declaration must be at the start of the document.': 'XML 声明必须在文档开头',
  'the XML declaration must appear at the start of the document.': 'XML 声明必须在文档开头',
  'XML declaration is incomplete.': 'XML 声明不完整',
  'XML declaration must contain a version.': 'XML 声明必须包含版本',
};

/** 其中带名称的。 */
export const XML_PATTERNS: readonly PhraseRow[] = [
  ['unclosed tag: {name}', '标签 {name} 没有结束'],
  ['unmatched closing tag: {name}.', '结束标签 {name} 没有对应的开始标签'],
  ['duplicate attribute: {name}.', '重复的属性 {name}'],
  ['malformed name: {name}.', '名称 {name} 格式错误'],
  ['unbound namespace prefix: {name}.', '命名空间前缀 {name} 未绑定'],
  ['elements are nested deeper than {n}', '元素嵌套超过 {n} 层'],
];
